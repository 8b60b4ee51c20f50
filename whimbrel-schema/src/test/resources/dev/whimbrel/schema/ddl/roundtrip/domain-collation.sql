create domain ctext as text collate "C" default 'a'::text;
