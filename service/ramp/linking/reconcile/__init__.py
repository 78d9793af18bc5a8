"""Finds the node that a name, a symbol, a code or a foreign identifier in somebody else's data stands for.

`recipe` makes an index of all names beside the graph, and `names` opens it. `matching` looks a spelling up in it with
`exact` and `alike`, `completing` what somebody begins to type; `scoring` says how well a name fits and why. The service
(`ramp.web.reconcile`) and the command (`ramp link`) share all of it.
"""
