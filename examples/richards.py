"""A simulated operating system kernel: tasks that pass packets to each other.

The scheduler runs an idle task, a worker, two handlers and two devices. Only
the order of events matters, so the counts of queued packets and of held tasks
tell whether a run was right. Much attribute access and many virtual calls.
"""

import sys

IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B = range(6)
DEVICE_PACKET, WORK_PACKET = range(2)
DATA_SIZE = 4


class Packet:
    def __init__(self, link, owner, kind):
        self.link = link
        self.owner = owner
        self.kind = kind
        self.position = 0
        self.data = [0] * DATA_SIZE

    def append_to(self, queue):
        """Put this packet at the end of a linked queue; return its head."""
        self.link = None
        if queue is None:
            return self
        last = queue
        while last.link is not None:
            last = last.link
        last.link = self
        return queue


class Task:
    """One entry of the scheduler's list, most important first."""

    def __init__(self, scheduler, number, priority, queue, runnable=False):
        self.scheduler = scheduler
        self.number = number
        self.priority = priority
        self.queue = queue
        self.packet_pending = queue is not None
        self.waiting = not runnable
        self.held = False
        self.next = scheduler.tasks
        scheduler.tasks = self
        scheduler.table[number] = self

    def can_run(self):
        return not self.held and (self.packet_pending or not self.waiting)

    def run(self):
        """Take a packet if one wakes us up; return the task to run next."""
        packet = None
        if self.waiting:
            packet = self.queue
            self.queue = packet.link
            self.waiting = False
            self.packet_pending = self.queue is not None
        return self.work(packet)

    def work(self, packet):
        raise NotImplementedError

    def receive(self, packet, sender):
        """Queue a packet; return whichever task should go on."""
        if self.queue is None:
            self.queue = packet
            self.packet_pending = True
            if self.priority > sender.priority:
                return self
        else:
            packet.append_to(self.queue)
        return sender

    def wait(self):
        self.waiting = True
        return self

    def hold(self):
        self.scheduler.hold_count += 1
        self.held = True
        return self.next

    def send(self, packet):
        scheduler = self.scheduler
        target = scheduler.table[packet.owner]
        scheduler.queue_count += 1
        packet.link = None
        packet.owner = self.number
        return target.receive(packet, self)

    def release(self, number):
        task = self.scheduler.table[number]
        task.held = False
        return task if task.priority > self.priority else self


class IdleTask(Task):
    """Releases the devices in an order given by a shift register."""

    def __init__(self, scheduler, number, priority, rounds):
        super().__init__(scheduler, number, priority, None, runnable=True)
        self.control = 1
        self.rounds = rounds

    def work(self, packet):
        self.rounds -= 1
        if self.rounds == 0:
            return self.hold()
        if self.control & 1 == 0:
            self.control //= 2
            return self.release(DEVICE_A)
        self.control = self.control // 2 ^ 0xD008
        return self.release(DEVICE_B)


class WorkTask(Task):
    """Fills packets with letters, for the two handlers in turn."""

    def __init__(self, scheduler, number, priority, queue):
        super().__init__(scheduler, number, priority, queue)
        self.destination = HANDLER_A
        self.letter = 0

    def work(self, packet):
        if packet is None:
            return self.wait()
        self.destination = HANDLER_B if self.destination == HANDLER_A else HANDLER_A
        packet.owner = self.destination
        packet.position = 0
        for i in range(DATA_SIZE):
            self.letter += 1
            if self.letter > 26:
                self.letter = 1
            packet.data[i] = ord("A") + self.letter - 1
        return self.send(packet)


class HandlerTask(Task):
    """Hands the letters of work packets to a device, one by one."""

    def __init__(self, scheduler, number, priority, queue):
        super().__init__(scheduler, number, priority, queue)
        self.work_in = None
        self.device_in = None

    def work(self, packet):
        if packet is not None:
            if packet.kind == WORK_PACKET:
                self.work_in = packet.append_to(self.work_in)
            else:
                self.device_in = packet.append_to(self.device_in)
        work = self.work_in
        if work is not None:
            position = work.position
            if position >= DATA_SIZE:
                self.work_in = work.link
                return self.send(work)
            device = self.device_in
            if device is not None:
                self.device_in = device.link
                device.position = work.data[position]
                work.position = position + 1
                return self.send(device)
        return self.wait()


class DeviceTask(Task):
    """Keeps a packet until the idle task says that the device is done."""

    def __init__(self, scheduler, number, priority):
        super().__init__(scheduler, number, priority, None)
        self.pending = None

    def work(self, packet):
        if packet is not None:
            self.pending = packet
            return self.hold()
        if self.pending is None:
            return self.wait()
        done = self.pending
        self.pending = None
        return self.send(done)


class Scheduler:
    def __init__(self):
        self.tasks = None
        self.table = [None] * 6
        self.queue_count = 0
        self.hold_count = 0

    def run(self):
        task = self.tasks
        while task is not None:
            if task.can_run():
                task = task.run()
            else:
                task = task.next


def packets(owner, kind, count):
    queue = None
    for _ in range(count):
        queue = Packet(queue, owner, kind)
    return queue


def simulate(rounds):
    scheduler = Scheduler()
    IdleTask(scheduler, IDLE, 0, rounds)
    WorkTask(scheduler, WORKER, 1000, packets(WORKER, WORK_PACKET, 2))
    HandlerTask(scheduler, HANDLER_A, 2000, packets(DEVICE_A, DEVICE_PACKET, 3))
    HandlerTask(scheduler, HANDLER_B, 3000, packets(DEVICE_B, DEVICE_PACKET, 3))
    DeviceTask(scheduler, DEVICE_A, 4000)
    DeviceTask(scheduler, DEVICE_B, 5000)
    scheduler.run()
    return scheduler.queue_count, scheduler.hold_count


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    results = {simulate(10_000) for _ in range(runs)}
    for queue_count, hold_count in results:
        print(f"{runs} runs: {queue_count} packets queued, {hold_count} tasks held")


if __name__ == "__main__":
    main()
