"""The steps, the edits and the verdict: what people do with a programme, one function a verb."""
