12:00:00 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:00:20 Soaking | wave 0 | ready 2 failed 0 of 50 | begins 
         wave 1 of 4 is done, and has to hold until 2026-03-01T12:05:20Z
12:05:20 RollingOut | wave 1 | ready 2 failed 0 of 50 | begins t03 t04 t05 t06 t07
         wave 2 of 4: 0 of 5 done, 5 at work
12:05:40 Soaking | wave 1 | ready 7 failed 0 of 50 | begins 
         wave 2 of 4 is done, and has to hold until 2026-03-01T12:10:40Z
12:10:40 RollingOut | wave 2 | ready 7 failed 0 of 50 | begins t08 … t17 (10)
         wave 3 of 4: 0 of 25 done, 10 at work
12:11:00 RollingOut | wave 2 | ready 17 failed 0 of 50 | begins t18 … t27 (10)
         wave 3 of 4: 10 of 25 done, 10 at work
12:11:20 RollingOut | wave 2 | ready 27 failed 0 of 50 | begins t28 t29 t30 t31 t32
         wave 3 of 4: 20 of 25 done, 5 at work
12:11:40 Soaking | wave 2 | ready 32 failed 0 of 50 | begins 
         wave 3 of 4 is done, and has to hold until 2026-03-01T12:16:40Z
12:16:40 RollingOut | wave 3 | ready 32 failed 0 of 50 | begins t33 … t42 (10)
         wave 4 of 4: 0 of 18 done, 10 at work
12:17:00 RollingOut | wave 3 | ready 42 failed 0 of 50 | begins t43 … t50 (8)
         wave 4 of 4: 10 of 18 done, 8 at work
12:17:20 Applied | wave 3 | ready 50 failed 0 of 50 | begins 
         all 50 databases are as they are to be
-- directory v2
12:17:20 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:17:40 Soaking | wave 0 | ready 2 failed 0 of 50 | begins 
         wave 1 of 4 is done, and has to hold until 2026-03-01T12:22:40Z; the soak check was not answered yet in t01
12:24:00 SoakFailed | wave 0 | ready 2 failed 0 of 50 | begins 
         wave 1 of 4: the soak check does not hold in t01. Nothing more is begun until spec or directory or the annotation whimbrel.dev/retry changes
-- the check holds again
-- retry
12:24:00 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:24:10 Soaking | wave 0 | ready 2 failed 0 of 50 | begins 
         wave 1 of 4 is done, and has to hold until 2026-03-01T12:29:10Z
12:29:10 RollingOut | wave 1 | ready 2 failed 0 of 50 | begins t03 t04 t05 t06 t07
         wave 2 of 4: 0 of 5 done, 5 at work
12:29:30 Soaking | wave 1 | ready 7 failed 0 of 50 | begins 
         wave 2 of 4 is done, and has to hold until 2026-03-01T12:34:30Z
12:34:30 RollingOut | wave 2 | ready 7 failed 0 of 50 | begins t08 … t17 (10)
         wave 3 of 4: 0 of 25 done, 10 at work
12:34:50 RollingOut | wave 2 | ready 17 failed 0 of 50 | begins t18 … t27 (10)
         wave 3 of 4: 10 of 25 done, 10 at work
12:35:10 RollingOut | wave 2 | ready 27 failed 0 of 50 | begins t28 t29 t30 t31 t32
         wave 3 of 4: 20 of 25 done, 5 at work
12:35:30 Soaking | wave 2 | ready 32 failed 0 of 50 | begins 
         wave 3 of 4 is done, and has to hold until 2026-03-01T12:40:30Z
12:40:30 RollingOut | wave 3 | ready 32 failed 0 of 50 | begins t33 … t42 (10)
         wave 4 of 4: 0 of 18 done, 10 at work
12:40:50 RollingOut | wave 3 | ready 42 failed 0 of 50 | begins t43 … t50 (8)
         wave 4 of 4: 10 of 18 done, 8 at work
12:41:10 Applied | wave 3 | ready 50 failed 0 of 50 | begins 
         all 50 databases are as they are to be
