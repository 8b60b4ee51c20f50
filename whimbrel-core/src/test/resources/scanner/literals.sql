SELECT 'a;''b', E'\';', e'\\', 'c:\', U&'\0061;''', u&"d;", B'1', x'F;', N'n;', '';
SELECT 'one;' -- goes on
  '; two';
SELECT E'one'
'\'; two';
SELECT 'a' /* no line end that counts
*/ 'b;';
SELECT B'1''0;';
