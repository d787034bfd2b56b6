"""What is read from outside, fed with anything: only this library's own errors may come out."""
