namespace Signalbox.Simulation;

/// <summary>
/// Chance from a seed: SplitMix64. <see cref="Random"/> with a seed would do, but its algorithm is the runtime's affair, and a
/// seed printed by a failed chaos run must give the same history after the next SDK update.
/// </summary>
internal sealed class Chance(long seed)
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private ulong _state = unchecked((ulong)seed);

    internal ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = _state;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>0 up to, not including, <paramref name="limit"/>.</summary>
    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Both ends included.</summary>
    internal int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>0 up to, not including, 1.</summary>
    internal double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    internal bool Happens(double probability) => Fraction() < probability;

    internal T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>An id in the provider's manner: the prefix, then so many letters and digits.</summary>
    internal string Id(string prefix, int length) => string.Create(prefix.Length + length, (prefix, chance: this), static (text, from) =>
    {
        from.prefix.CopyTo(text);
        ulong bits = 0;
        for (int i = from.prefix.Length, left = 0; i < text.Length; i++, left--)
        {
            if (left == 0)
            {
                bits = from.chance.Next();
                left = 10; // 62^10 < 2^64
            }

            text[i] = Digits[(int)(bits % 62)];
            bits /= 62;
        }
    });

    /// <summary>Lower-case hexadecimal digits.</summary>
    internal string Hex(int length) => string.Create(length, this, static (text, chance) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = "0123456789abcdef"[chance.Below(16)];
        }
    });

    internal string Uuid() => $"{Hex(8)}-{Hex(4)}-4{Hex(3)}-a{Hex(3)}-{Hex(12)}";
}
