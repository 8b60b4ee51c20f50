UPDATE users SET new_field = NULL;
