create domain word as text;
