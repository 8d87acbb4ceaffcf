"""Who is who: identifiers of all records become persons."""
