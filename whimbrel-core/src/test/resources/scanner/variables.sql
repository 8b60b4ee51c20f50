SELECT :var, :'name', :"id", a::int, b[1:2], f(x := 1);
