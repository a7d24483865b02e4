"""The Mandelbrot set, with plain floats: a tight loop of float arithmetic."""

import sys

MAX_ITERATIONS = 100
SHADES = " .:-=+*#%@"


def escape_time(cr, ci):
    """Iterations until z = z*z + c leaves the circle of radius 2."""
    zr = zi = 0.0
    for i in range(MAX_ITERATIONS):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return i
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return MAX_ITERATIONS


def row(y, width, height):
    ci = 2.4 * y / height - 1.2
    return [escape_time(3.2 * x / width - 2.2, ci) for x in range(width)]


def picture(rows, columns=64, lines=24):
    """A thumbnail of the rows in characters."""
    step_y = max(1, len(rows) // lines)
    step_x = max(1, len(rows[0]) // columns)
    for times in rows[::step_y]:
        yield "".join(
            SHADES[time * (len(SHADES) - 1) // MAX_ITERATIONS]
            for time in times[::step_x]
        ).rstrip()


def main():
    height = int(sys.argv[1]) if len(sys.argv) > 1 else 720
    width = height * 4 // 3
    rows = [row(y, width, height) for y in range(height)]
    for line in picture(rows):
        print(line)
    inside = sum(times.count(MAX_ITERATIONS) for times in rows)
    print(f"{width}x{height}: {inside} points inside, {sum(map(sum, rows))} iterations")


if __name__ == "__main__":
    main()
