\restrict abcDEF
SELECT 1;
  \unrestrict abcDEF
SELECT 2;
