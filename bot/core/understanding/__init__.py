"""What is typed: phrases, vocabulary, numbers and dates, answers, near misses."""
