create text search dictionary short (template = simple, stopwords = 'english', accept = 'false');
comment on text search dictionary short is 'few words';
