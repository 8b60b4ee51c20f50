ALTER TYPE project_state ADD VALUE 'deleted' AFTER 'archived';
