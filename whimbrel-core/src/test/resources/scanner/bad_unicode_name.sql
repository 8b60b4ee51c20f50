SELECT U&"abc, 1;
