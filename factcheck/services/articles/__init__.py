"""Articles become claims: an article is read, its statements are offered, and the chosen ones are added to the inbox."""
