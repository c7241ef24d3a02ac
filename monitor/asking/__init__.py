"""Who is asked, when, and how much of her time it takes."""
