"""What somebody typed wrongly comes in; the words that tell this person what to type instead go out."""

from __future__ import annotations

from collections.abc import Mapping

import click
from click.core import ParameterSource

from pipeline.errors import UsageError
from pipeline.naming import choose, nearest

MEANT: Mapping[str, str] = {
    **dict.fromkeys(("lint", "validate", "test", "proof", "proofread", "review", "revisar", "comprobar"), "check"),
    **dict.fromkeys(("publish", "make", "render", "generate", "compile", "convert", "pdf", "construir"), "build"),
    **dict.fromkeys(("preview", "serve", "open", "edit", "gui", "web", "start", "abrir"), "desk"),
    **dict.fromkeys(("create", "add", "article", "nuevo", "crear"), "new ARTICLE"),
    **dict.fromkeys(("list", "ls", "status", "info", "articles"), "build --plan"),
    **dict.fromkeys(("mail", "email", "newsletter"), "send ARTICLE"),
    **dict.fromkeys(("post", "posts", "social", "calendar", "plan"), "schedule ARTICLE"),
    **dict.fromkeys(("setup", "workspace", "iniciar"), "init leaflets"),
    **dict.fromkeys(("word", "docx"), "export ARTICLE"),
    **dict.fromkeys(("translation", "traducir"), "translate ARTICLE"),
    **dict.fromkeys(("clinic", "house", "logo", "marca"), "brand new my-clinic"),
    **dict.fromkeys(("delete", "remove", "withdraw", "unpublish"), "build"),
    "importar": "import FILE",
    "help": "--help",
    "ayuda": "--help",
    "version": "--version",
    "completion": "--install-completion",
}
"""What other programs, and other languages, call what somebody may want here → what to type."""

_OTHERWISE = {
    "delete": "write status: withdrawn into its front matter, then type: plainleaf build",
    "brand list": "type: plainleaf brand check, which names them all",
}
for _word in ("remove", "withdraw", "unpublish"):
    _OTHERWISE[_word] = _OTHERWISE["delete"]
_OF_BRANDS = {"add": "brand new", "create": "brand new", "list": "brand check", "show": "brand check"}


def command_hint(name: str, known: Mapping[str, object]) -> str:
    """What to type instead of a command that there is not."""
    typed = name.casefold()
    if typed in _OTHERWISE:
        return _OTHERWISE[typed]
    if typed in MEANT:
        return f"type: plainleaf {MEANT[typed]}"
    if nearest(name, known):
        return choose(name, known)
    return "plainleaf --help lists the commands"


def explained(error: click.ClickException) -> UsageError:
    """A mistake that click found, in the house's words: what is wrong, and what to type."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "plainleaf"
    usual = f"{path} --help shows how it is typed"
    if isinstance(error, click.NoSuchOption):
        message, hint = f'"{path}" has no option "{error.option_name}"', _option_hint(error, usual)
    elif isinstance(error, click.exceptions.NoSuchCommand):
        message, hint = f'there is no command "{path} {error.command_name}"', _below(error, context, usual)
    elif isinstance(error, click.MissingParameter):
        message, hint = _missing(error, path)
    elif isinstance(error, click.BadParameter):
        message, hint = _bad(error, usual)
    elif error.message.startswith("Got unexpected extra argument"):
        message, hint = _too_many(error, context, usual)
    else:
        text = error.format_message().rstrip(".").replace("'", '"')
        message, hint = text[:1].lower() + text[1:], usual
    return UsageError(message, hint=hint)


def _option_hint(error: click.NoSuchOption, usual: str) -> str:
    options = [name for name in error.possibilities or () if name.startswith("--")]
    return f'did you mean "{options[0]}"?' if options else usual


def _below(error: click.exceptions.NoSuchCommand, context: click.Context | None, usual: str) -> str:
    if context is not None and context.info_name == "brand" and error.command_name in _OF_BRANDS:
        return f"type: plainleaf {_OF_BRANDS[error.command_name]}"
    return f'did you mean "{error.possibilities[0]}"?' if error.possibilities else usual


def _missing(error: click.MissingParameter, path: str) -> tuple[str, str]:
    parameter = error.param
    if isinstance(parameter, click.Option):
        words = f", {parameter.help[:1].lower()}{parameter.help[1:].rstrip('.')}" if parameter.help else ""
        return f"{parameter.opts[0]} is missing", f"add {parameter.opts[0]} {parameter.metavar or 'VALUE'}{words}"
    name = (parameter.metavar or parameter.name or "").upper().strip("[].") if parameter is not None else ""
    example = _EXAMPLES.get(path, name)
    return f"{name or 'something'} is missing", f"type: {path} {example}"


_EXAMPLES = {
    "plainleaf init": "leaflets",
    "plainleaf new": "wound-care",
    "plainleaf brand new": "my-clinic",
    "plainleaf import": "leaflet.docx",
    "plainleaf read": "output/…/sheet-a4.pdf",
}


def _bad(error: click.BadParameter, usual: str) -> tuple[str, str]:
    parameter, name = error.param, ""
    if parameter is not None:
        name = parameter.opts[0] if isinstance(parameter, click.Option) else (parameter.name or "").upper()
    kind = parameter.type if parameter is not None else None
    if isinstance(kind, click.Choice):
        value = error.message.partition("'")[2].partition("'")[0]
        return f'{name} cannot be "{value}"', choose(value, [str(each) for each in kind.choices])
    text = error.message.rstrip(".").replace("'", '"')
    hint = "write a whole number" if isinstance(kind, click.types.IntParamType) else usual
    return f"{name}: {text[:1].lower()}{text[1:]}", hint


def _too_many(error: click.ClickException, context: click.Context | None, usual: str) -> tuple[str, str]:
    """More words than a command takes: most often a name with spaces in it."""
    extra = error.message.partition("(")[2].rstrip(").")
    given = ""
    if context is not None:
        for parameter in context.command.params:
            source = context.get_parameter_source(parameter.name or "")
            if isinstance(parameter, click.Argument) and source is not ParameterSource.DEFAULT:
                given = str(context.params.get(parameter.name or "", ""))
    if context is not None and context.info_name == "new" and extra:
        from pipeline.article.source import slug_from

        return f'"{extra}" is one word too many', f"write the name as one word: {slug_from(f'{given} {extra}')}"
    return f'"{extra}" is one word too many', usual
