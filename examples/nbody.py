"""The Sun and the four giant planets under gravity, as objects with attributes.

Distances are astronomical units, time is in years, mass is in units where
the Sun weighs 4 pi^2, so that the gravitational constant disappears.
"""

import math
import sys

SOLAR_MASS = 4 * math.pi * math.pi
DAYS_PER_YEAR = 365.24


class Body:
    def __init__(self, name, position, velocity_per_day, mass):
        self.name = name
        self.x, self.y, self.z = position
        vx, vy, vz = velocity_per_day
        self.vx = vx * DAYS_PER_YEAR
        self.vy = vy * DAYS_PER_YEAR
        self.vz = vz * DAYS_PER_YEAR
        self.mass = mass * SOLAR_MASS

    def move(self, dt):
        self.x += dt * self.vx
        self.y += dt * self.vy
        self.z += dt * self.vz

    def kinetic_energy(self):
        speed_squared = self.vx * self.vx + self.vy * self.vy + self.vz * self.vz
        return 0.5 * self.mass * speed_squared


def attract(a, b, dt):
    """Let two bodies change each other's velocity for one time step."""
    dx = a.x - b.x
    dy = a.y - b.y
    dz = a.z - b.z
    squared = dx * dx + dy * dy + dz * dz
    magnitude = dt / (squared * math.sqrt(squared))
    pull_on_a = b.mass * magnitude
    a.vx -= dx * pull_on_a
    a.vy -= dy * pull_on_a
    a.vz -= dz * pull_on_a
    pull_on_b = a.mass * magnitude
    b.vx += dx * pull_on_b
    b.vy += dy * pull_on_b
    b.vz += dz * pull_on_b


class SolarSystem:
    def __init__(self, bodies):
        self.bodies = bodies
        self.pairs = [
            (a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]
        ]
        self.cancel_momentum()

    def cancel_momentum(self):
        """Give the Sun the velocity that keeps the centre of mass at rest."""
        sun = self.bodies[0]
        sun.vx -= sum(body.vx * body.mass for body in self.bodies) / sun.mass
        sun.vy -= sum(body.vy * body.mass for body in self.bodies) / sun.mass
        sun.vz -= sum(body.vz * body.mass for body in self.bodies) / sun.mass

    def advance(self, dt):
        for a, b in self.pairs:
            attract(a, b, dt)
        for body in self.bodies:
            body.move(dt)

    def energy(self):
        total = 0.0
        for body in self.bodies:
            total += body.kinetic_energy()
        for a, b in self.pairs:
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            total -= a.mass * b.mass / math.sqrt(dx * dx + dy * dy + dz * dz)
        return total


def giants():
    return [
        Body("Sun", (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
        Body(
            "Jupiter",
            (4.84143144246472090, -1.16032004402742839, -0.103622044471123109),
            (0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023),
            0.000954791938424326609,
        ),
        Body(
            "Saturn",
            (8.34336671824457987, 4.12479856412430479, -0.403523417114321381),
            (-0.00276742510726411040, 0.00499852801234917238, 0.0000230417297573763929),
            0.000285885980666130812,
        ),
        Body(
            "Uranus",
            (12.8943695621391310, -15.1111514016986312, -0.223307578892655734),
            (0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556),
            0.0000436624404335156298,
        ),
        Body(
            "Neptune",
            (15.3796971148509165, -25.9193146099879641, 0.179258772950371181),
            (0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870),
            0.0000515138902046611451,
        ),
    ]


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    system = SolarSystem(giants())
    print(f"energy before: {system.energy():.9f}")
    for _ in range(steps):
        system.advance(0.01)
    print(f"energy after {steps} steps: {system.energy():.9f}")
    for body in system.bodies:
        print(f"{body.name:8} {body.x:14.9f} {body.y:14.9f} {body.z:14.9f}")


if __name__ == "__main__":
    main()
