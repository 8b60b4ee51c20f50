DO $body$ BEGIN END $Body$;
