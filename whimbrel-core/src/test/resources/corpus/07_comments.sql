/* one /* two /* three; */ ' */ " */
CREATE /* between */ TABLE -- words; here
  c /**/ ( /* ( */ a int /* , b int ) ; */ ) ; -- done
/**/;/***/;--
--
SELECT 1 /* * / */, 2 -- '
/* /* */ */, 3;
SELECT 4 */* times; */ 5, 6 +-- plus
7, - /*;*/ - 8;
SELECT '/* not a comment', '-- neither';
