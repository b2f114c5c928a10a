"""Where states differ."""


def differences(first, second, path=""):
    """Every place at which two values differ, as `place`, one side, the other side."""
    if isinstance(first, dict) and isinstance(second, dict):
        found = []
        for key in sorted({*first, *second}, key=str):
            place = f"{path} › {key}" if path else str(key)
            if key not in first or key not in second:
                found.append((place, first.get(key, "nothing"), second.get(key, "nothing")))
            else:
                found += differences(first[key], second[key], place)
        return found
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        found = []
        for index, (one, other) in enumerate(zip(first, second)):
            found += differences(one, other, f"{path} › {index}")
        return found
    # Python takes 1, 1.0 and True for the same; a lock does not.
    if type(first) is not type(second) or first != second:
        return [(path, first, second)]
    return []


def shown(found, names, limit=12):
    lines = []
    for place, one, other in found[:limit]:
        lines += [f"  {place}", f"    {names[0]}: {one!r}", f"    {names[1]}: {other!r}"]
    if len(found) > limit:
        lines.append(f"  and {len(found) - limit} more")
    return lines
