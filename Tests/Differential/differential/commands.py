"""The commands of stages: cheap, the same in every copy, and told on a log outside the project."""

import posixpath

from differential.model import FOLDER, quoted, relative

RAN = 'echo "$DVC_STAGE" >> "$DVC_ROOT/../ran"'
LONG = (
    ": words that go on until a line of the lock is too long and  must be folded somewhere 'in the"
    " middle: #1' of it"
)


def command_of(generator, place, reads, writes, texts=()):
    """A command in one of the forms of dvc.yaml; `texts` is what it says besides."""
    parts = [RAN, f'test ! -e "$DVC_ROOT/../fail/{label(place)}" || exit 3']
    said = [*texts, *template_texts(generator, place)]
    inputs = [reading(item.kind, relative(item.path, place.base)) for item in reads]
    for write in writes:
        parts += writing(write, said, inputs)
    if generator.chance(0.25):
        parts.append(LONG)
    return form(generator, parts)


def label(place):
    """A name for the file that makes a stage fail."""
    return f"{place.file}-{place.name}".replace("/", "_").replace(" ", "_")


def form(generator, parts):
    kind = generator.rng.random()
    if kind < 0.4:
        return " && ".join(parts)
    if kind < 0.65:
        return parts
    if kind < 0.85:
        return "\n".join(parts)
    return ["set -e\n" + "\n".join(parts)]


def template_texts(generator, place):
    """Places of values in the text of a command."""
    definition = generator.project.definitions[place.file]
    if "vars" not in definition or not generator.chance(0.6):
        return []
    number = next(iter(definition["vars"][0]))[1:]
    texts = [f"${{v{number}}}", f"${{ w{number}.one }}", f"${{w{number}.list[1]}}",
             f"${{w{number}[list].0}}", "\\${HOME:+x}", f"x${{w{number}.list.2}}y"]
    return generator.rng.sample(texts, generator.rng.randint(1, 2))


def reading(kind, path):
    if kind != FOLDER:
        return f"cat -- {quoted(path)}"
    return (
        f"(cd ./{quoted(path)} && find . -type f | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0r cat)"
    )


def writing(write, said, inputs):
    # A shell takes a word with a dash in front for an option.
    path = quoted(f"./{write.path}")
    arrow = ">>" if write.keeps else ">"
    words = " ".join(['"' + text + '"' for text in said]) or quoted(write.path)
    if said and not write.is_cached:
        # DVC puts links in the place of any output whose content its cache holds.
        words += " " + quoted(write.path)
    body = "; ".join(content(write, words, inputs))
    folder = posixpath.dirname(write.path)
    parts = [f"mkdir -p ./{quoted(folder)}"] if folder else []
    if write.item.kind == FOLDER:
        return [
            f"mkdir -p {path}/sub",
            f"{{ {body}; }} {arrow} {path}/part",
            f"printf '%s\\n' {words} > {path}/sub/more",
        ]
    parts.append(f"{{ {body}; }} {arrow} {path}")
    if write.is_executable:
        parts.append(f"chmod +x {path}")
    return parts


def content(write, words, inputs):
    number = 1 if write.is_cached else 2
    if write.key == "metrics":
        return [f"echo '{{\"accuracy\": 0.5,' '\"loss\": {number}}}'"]
    if write.key == "plots":
        return [f"printf '%s\\n' step,loss 0,1.5 1,0.{number}"]
    return [f"printf '%s\\n' {words}", *inputs]
