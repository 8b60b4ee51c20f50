"""Whole processes of migration tools, timed from outside.

tools.toml ──► tools ──► workloads ──► samples (a JSON line for each process) ──► figures, report, chart
                            │
             generate, server, proxy, measure

Everything after the samples is a function of them: a report can be made again from the lines of an old run.
"""
