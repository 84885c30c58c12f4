"""How numba compiles rules that call one another: what only compiled code calls stays intermediate code.

A rule that runs on its own consists of many small ones, and the compiler puts their code into its own. numba prepares each small one to
be run on its own too: it makes machine code of it, and a way in from Python. That takes a third of a first start and is never used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba.core.caching import _Cache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, CompileResult
from numba.core.dispatcher import Dispatcher
from numba.core.registry import CPUDispatcher


class _PartLibrary(JITCodeLibrary):
    """Optimised intermediate code for the code that calls it; no machine code is made of it."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True


class _PartCompiler(Compiler):
    def __init__(self, typingctx: Any, targetctx: Any, library: Any, args: Any, return_type: Any, flags: Any, locals: Any) -> None:
        flags.no_compile = True
        own = _PartLibrary(targetctx.codegen(), "part") if library is None else library
        super().__init__(typingctx, targetctx, own, args, return_type, flags, locals)


class _ApartCompiler(_PartCompiler):
    """For a function whose arrays do not overlap: the compiler need not ask, at each loop, whether what is written is read elsewhere."""

    def __init__(self, typingctx: Any, targetctx: Any, library: Any, args: Any, return_type: Any, flags: Any, locals: Any) -> None:
        flags.noalias = True
        super().__init__(typingctx, targetctx, library, args, return_type, flags, locals)


class Part(CPUDispatcher):
    """A function that only compiled code calls. are_apart : whether no array that it writes overlaps another of its arguments"""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any], *, are_apart: bool = False) -> None:
        own = {**options, "nopython": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
        super().__init__(function, targetoptions=own, pipeline_class=_ApartCompiler if are_apart else _PartCompiler)

    def add_overload(self, cres: CompileResult) -> None:
        """Make code known to the code that calls it, under a key of its own: there is no function in Python."""
        key = object()
        self.targetctx.insert_user_function(key, cres.fndesc, [cres.library])
        self.overloads[tuple(cres.signature.args)] = cres._replace(entry_point=key)


class Rule(CPUDispatcher):
    """A function that Python calls; compiled code calls a part with the same source."""

    def __init__(self, function: Callable[..., Any], options: dict[str, Any], cache: _Cache | None) -> None:
        super().__init__(function, targetoptions={**options, "nopython": True, "no_cfunc_wrapper": True})
        if cache is not None:
            self._cache = cache
        self.part: Dispatcher | None = Part(function, options)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """The types of a call from compiled code."""
        return super().get_call_template(args, kws) if self.part is None else self.part.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """The code for a call from compiled code."""
        return super().get_overload(sig) if self.part is None else self.part.get_overload(sig)
