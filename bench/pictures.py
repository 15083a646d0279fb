"""How long a picture takes from upload to files, how much memory, and how large its files are.

    .venv/bin/python -m bench.pictures [photograph.jpg …]

Each picture is made and read in a process of its own, so that the peak of memory is its own too: what the process has
beyond one that has only loaded the same program. Without arguments: pictures of clouds and grain, about as hard to pack
as a photograph of a street.
"""

import io
import multiprocessing
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("SECRET_KEY", "only for this measurement, of which nothing is kept")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idpwsp.settings")
from PIL import Image, ImageFilter

from idpwsp.foundation import pictures

MEGABYTE = 1024 * 1024
KINDS: dict[str, tuple[tuple[int, int], str, dict[str, Any]]] = {
    "JPEG, 12 MP": ((4000, 3000), "JPEG", {"quality": 90}),
    "JPEG, 48 MP": ((8000, 6000), "JPEG", {"quality": 80}),
    "progressive JPEG, 24 MP": ((6000, 4000), "JPEG", {"quality": 85, "progressive": True}),
    "PNG, 24 MP": ((6000, 4000), "PNG", {"compress_level": 1}),
    "PNG with transparency, 24 MP": ((6000, 4000), "PNG", {"compress_level": 1, "alpha": True}),
    "WebP, 12 MP": ((4000, 3000), "WEBP", {"quality": 80, "method": 0}),
    "AVIF, 24 MP": ((6000, 4000), "AVIF", {"quality": 60, "speed": 10}),
    "TIFF, 24 MP": ((6000, 4000), "TIFF", {}),
}


def clouds(size: tuple[int, int]) -> Image.Image:
    """Clouds at four scales with a little grain, the same for each colour but for its strength."""
    field = Image.new("L", size, 128)
    for scale, share in ((64, 0.5), (16, 0.35), (4, 0.15), (1, 0.03)):
        small = Image.effect_noise((size[0] // scale, size[1] // scale), 90)
        field = Image.blend(field, small.filter(ImageFilter.SMOOTH).resize(size, Image.Resampling.BICUBIC), share)
    return Image.merge("RGB", [field.point(lambda value, by=by: int(value * by)) for by in (1.0, 0.9, 0.75)])


def make(size: tuple[int, int], kind: str, options: dict[str, Any], path: str) -> None:
    options = dict(options)
    image = clouds(size)
    if options.pop("alpha", False):
        image.putalpha(image.getchannel("R"))
    image.save(path, kind, **options)


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def measure(path: str, answers: Any) -> None:
    content = Path(path).read_bytes()
    pictures.encode(pictures.read(io.BytesIO(_small())))
    before, start = peak(), time.perf_counter()
    picture = pictures.read(io.BytesIO(content))
    read = time.perf_counter()
    sizes = pictures.encode(picture)
    end = time.perf_counter()
    weights = [(size.width, *(len(file) for file in size.files.values())) for size in sizes]
    answers.put((len(content), read - start, end - read, peak() - before, weights))


def _small() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50)).save(buffer, "JPEG")
    return buffer.getvalue()


def in_its_own_process(work: Any, *args: Any) -> None:
    process = multiprocessing.get_context("spawn").Process(target=work, args=args)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit("The measurement failed.")


def report(name: str, path: str) -> None:
    answers = multiprocessing.get_context("spawn").SimpleQueue()
    in_its_own_process(measure, path, answers)
    sent, reading, encoding, memory, weights = answers.get()
    took = f"{reading:.2f} s read, {encoding:.2f} s encoded"
    print(f"{name}: {sent / MEGABYTE:.1f} MB sent, {took}, {memory:.0f} MB at most")
    for width, avif, webp in weights:
        print(f"    {width:5} wide: AVIF {avif / 1024:6.0f} KB, WebP {webp / 1024:6.0f} KB")


def main() -> None:
    if len(sys.argv) > 1:
        for path in sys.argv[1:]:
            report(path, path)
        return
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"bench-pictures-{os.getpid()}"  # noqa: S108 - noise, no secret
    try:
        for name, (size, kind, options) in KINDS.items():
            in_its_own_process(make, size, kind, options, str(path))
            report(name, str(path))
    finally:
        path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
