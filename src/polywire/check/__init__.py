"""Stage 5 of 6: an Article and a Draft -> findings and a verdict. Changes no text."""
