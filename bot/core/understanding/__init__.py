"""What typed words mean: phrases, vocabulary, numbers and dates, answers, near misses."""
