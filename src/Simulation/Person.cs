namespace Signalbox.Simulation;

/// <summary>Somebody who does not exist. The same number of the same seed is the same person at every provider.</summary>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name.</param>
/// <param name="Email">An address that nobody has, lower case.</param>
/// <param name="Phone">A number that nobody has (555), with <c>+1</c>.</param>
internal sealed record Person(string FirstName, string LastName, string Email, string Phone)
{
    private static readonly string[] FirstNames =
        ["Ada", "Zoë", "Grace", "Linus", "Çelik", "Edsger", "Barbara", "Søren", "Radia", "Tim", "Frances", "Niklaus", "Łucja", "Ken", "Margaret", "Đorđe"];

    private static readonly string[] LastNames =
        ["Lovelace", "O'Neill", "Hopper", "Müller", "Nakamura", "Dijkstra", "Liskov", "Ørsted", "Perlman", "Berners-Lee", "Allen", "Wirth", "García"];

    internal static Person Of(int seed, int number)
    {
        var chance = new Chance(((long)seed << 32) ^ number);
        var (first, last) = (chance.Pick(FirstNames), chance.Pick(LastNames));
        return new Person(first, last, $"person{number}.{(uint)seed % 10_000}@example.com", $"+1555{number % 10_000_000:0000000}");
    }
}
