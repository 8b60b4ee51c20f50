12:00:00 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:00:20 RollingOut | wave 1 | ready 2 failed 0 of 50 | begins t03 t04 t05 t06 t07
         wave 2 of 4: 0 of 5 done, 5 at work
12:00:40 RollingOut | wave 2 | ready 7 failed 0 of 50 | begins t08 … t17 (10)
         wave 3 of 4: 0 of 25 done, 10 at work
12:01:00 RollingOut | wave 2 | ready 17 failed 0 of 50 | begins t18 … t27 (10)
         wave 3 of 4: 10 of 25 done, 10 at work
12:01:20 RollingOut | wave 2 | ready 27 failed 0 of 50 | begins t28 t29 t30 t31 t32
         wave 3 of 4: 20 of 25 done, 5 at work
12:01:40 RollingOut | wave 3 | ready 32 failed 0 of 50 | begins t33 … t42 (10)
         wave 4 of 4: 0 of 18 done, 10 at work
12:02:00 RollingOut | wave 3 | ready 42 failed 0 of 50 | begins t43 … t50 (8)
         wave 4 of 4: 10 of 18 done, 8 at work
12:02:20 Applied | wave 3 | ready 50 failed 0 of 50 | begins 
         all 50 databases are as they are to be
-- directory v2
12:02:20 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:02:40 TooManyFailures | wave 0 | ready 1 failed 1 of 50 | begins 
         wave 1 of 4: 1 of 2 failed, 0 may: t02. Nothing more is begun until spec or directory or the annotation whimbrel.dev/retry changes
-- mended in the database
-- retry
12:02:40 RollingOut | wave 0 | ready 0 failed 0 of 50 | begins t01 t02
         wave 1 of 4: 0 of 2 done, 2 at work
12:02:50 RollingOut | wave 1 | ready 2 failed 0 of 50 | begins t03 t04 t05 t06 t07
         wave 2 of 4: 0 of 5 done, 5 at work
12:03:10 RollingOut | wave 2 | ready 7 failed 0 of 50 | begins t08 … t17 (10)
         wave 3 of 4: 0 of 25 done, 10 at work
12:03:30 RollingOut | wave 2 | ready 17 failed 0 of 50 | begins t18 … t27 (10)
         wave 3 of 4: 10 of 25 done, 10 at work
12:03:50 RollingOut | wave 2 | ready 27 failed 0 of 50 | begins t28 t29 t30 t31 t32
         wave 3 of 4: 20 of 25 done, 5 at work
12:04:10 RollingOut | wave 3 | ready 32 failed 0 of 50 | begins t33 … t42 (10)
         wave 4 of 4: 0 of 18 done, 10 at work
12:04:30 RollingOut | wave 3 | ready 42 failed 0 of 50 | begins t43 … t50 (8)
         wave 4 of 4: 10 of 18 done, 8 at work
12:04:50 Applied | wave 3 | ready 50 failed 0 of 50 | begins 
         all 50 databases are as they are to be
