"""The rate of training steps in PyTorch, channels last, of the networks in Stacks.java.

Arguments: seconds to measure each (default 5), threads (default 2).
Prints: name, steps a second, GFLOP/s, the shortest step, and the calling thread's CPU time a step.
"""
import sys
import time

import torch
from torch import nn

BATCH = 128


def conv(cin, cout, kernel, stride, relu, groups=1):
    layers = [
        nn.Conv2d(cin, cout, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(cout),
    ]
    if relu:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class Inverted(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        inner = 4 * cin
        self.body = nn.Sequential(
            conv(cin, inner, 1, 1, True),
            conv(inner, inner, 5, stride, True, groups=inner),
            conv(inner, cout, 1, 1, False),
        )
        self.residual = cin == cout and stride == 1

    def forward(self, x):
        y = self.body(x)
        return x + y if self.residual else y


def classifier(channels):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]


def dense():
    widths = [(3, 32, 1), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 112, 2), (112, 112, 1)]
    return nn.Sequential(*[conv(i, o, 3, s, True) for i, o, s in widths], *classifier(112))


def inverted():
    blocks = [(16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1)]
    return nn.Sequential(
        conv(3, 16, 3, 1, True), *[Inverted(i, o, s) for i, o, s in blocks], *classifier(64)
    )


def macs(model):
    total = 0

    def count(module, inputs, output):
        nonlocal total
        total += output[0].numel() * module.weight[0].numel()

    hooks = [
        m.register_forward_hook(count)
        for m in model.modules()
        if isinstance(m, (nn.Conv2d, nn.Linear))
    ]
    model(torch.zeros(2, 3, 16, 16))
    for hook in hooks:
        hook.remove()
    return total


def measure(name, model, seconds):
    work = macs(model)
    model = model.to(memory_format=torch.channels_last)
    images = torch.randn(BATCH, 3, 16, 16).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (BATCH,))
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    sgd = torch.optim.SGD(
        model.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=1e-4
    )

    def step():
        sgd.zero_grad(set_to_none=True)
        loss(model(images), labels).backward()
        sgd.step()

    for _ in range(20):
        step()
    start = time.perf_counter()
    cpu_start = time.thread_time()
    shortest = float("inf")
    steps = 0
    while time.perf_counter() - start < seconds:
        before = time.perf_counter()
        step()
        shortest = min(shortest, time.perf_counter() - before)
        steps += 1
    cpu = (time.thread_time() - cpu_start) / steps
    rate = steps / (time.perf_counter() - start)
    print(
        f"{name} {rate:.2f} steps/s {rate * 6 * work * BATCH / 1e9:.1f} GFLOP/s"
        f" shortest {shortest * 1e3:.3f} ms cpu {cpu * 1e3:.3f} ms ({work / 1e6:.2f} M MACs)"
    )


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    torch.manual_seed(1)
    for name, model in (("dense", dense()), ("inverted", inverted())):
        measure(name, model, seconds)


main()
