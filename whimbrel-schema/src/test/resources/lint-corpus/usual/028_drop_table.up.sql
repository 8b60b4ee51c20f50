DROP VIEW active_projects;
DROP TABLE projects;
