create publication p with (publish = 'insert, delete');
