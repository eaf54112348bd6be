"""Starts real processes quickly: each is forked from one that has read our code and words, and has no file open."""

import multiprocessing

FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.telegram.killing"])
