UPDATE users SET new_email = NULL;
