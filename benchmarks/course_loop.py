"""The course's own training loop, as the peer: batches of one, one image at a time.

After exercise2_solution.py of Problem Set 2: SGD with learning rate 0.001 and momentum 0.9, pixels
scaled by fixed (0.5, 0.5), images through a data loader one by one.
"""

import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class CourseImages(Dataset):
    """Balanced images in memory, scaled when asked for."""

    def __init__(self, pixels, numbers):
        self.pixels, self.numbers = pixels, numbers

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, i):
        image = torch.from_numpy(self.pixels[i]).permute(2, 0, 1).float().div(255)
        return image.sub(0.5).div(0.5), self.numbers[i]


def course_net(n_classes=3):
    """Return the net with its layers in the order of the sheet."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 8, 2), nn.LeakyReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 8, 2), nn.LeakyReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.LeakyReLU(), nn.Linear(120, 60), nn.LeakyReLU(),
        nn.Linear(60, n_classes),
    )  # fmt: skip


def train(pixels, numbers, epochs, seed=0):
    """Train, and return the net and the seconds."""
    torch.manual_seed(seed)
    net = course_net(int(numbers.max()) + 1)
    loader = DataLoader(CourseImages(pixels, numbers), batch_size=1, shuffle=True)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.001, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    warm_up(net)
    started = time.perf_counter()
    for _ in range(epochs):
        for image, number in loader:
            optimizer.zero_grad()
            criterion(net(image), number).backward()
            optimizer.step()
    return net, time.perf_counter() - started


def warm_up(net):
    """Take one step on a copy, so that torch's own first imports are not timed."""
    copy = course_net(net[-1].out_features)
    optimizer = torch.optim.SGD(copy.parameters(), lr=0.001, momentum=0.9)
    copy(torch.zeros(1, 3, 120, 120)).sum().backward()
    optimizer.step()


def predict(net, pixels):
    """Return the predicted class numbers."""
    data = CourseImages(pixels, [0] * len(pixels))
    with torch.no_grad():
        return [int(net(data[i][0][None]).argmax()) for i in range(len(data))]
