UPDATE users SET new_field = old_field WHERE new_field IS NULL;
