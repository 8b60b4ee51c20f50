-- nothing but a comment; and semicolons

;;
/* ; */
