"""What the pages and the API about findings share: filters, words, what a viewer may see."""
