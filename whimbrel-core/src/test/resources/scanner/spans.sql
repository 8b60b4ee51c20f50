-- leading comment
  SELECT 1 -- trailing comment
  ; /* between */ SELECT
  2 /* inside */ + 3
;
;;
SELECT 'ü', 4; SELECT 5
