"""Answering with a language model that may rephrase what was found and may say nothing else."""

from assistant.generation.writer import model_writer

__all__ = ["model_writer"]
