"""Benchmarks: each module here measures something and yields Measures; `make bench` prints them side by side."""
