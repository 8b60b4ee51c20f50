SELECT 'a''b', E'a\'b;', E'\\', 'a\', U&'d\0061t\+000061', U&'!0041' UESCAPE '!', B'0101', X'1Ff', N'n;', 'a'
  'b;' -- goes on
  'c', E'x\'' 
'\';y', $$$$, '', e'\';', b'', x'';
CREATE TABLE lit AS SELECT E'tab\t;' AS a, 'back\slash' AS b, U&"\0061b".x AS c FROM (VALUES (';')) AS U&"ab" (x);
