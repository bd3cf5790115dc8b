namespace Signalbox.Providers.Stripe.Api;

/// <summary>What may stand in a header (nothing that could end it and begin another), and other values that callers give.</summary>
internal static class CallerValues
{
    /// <summary>The most characters of a header's value that a caller gives. Stripe takes 255 for an idempotency key.</summary>
    internal const int MaxChars = 255;

    /// <exception cref="ArgumentException">Empty, too long, or anything but visible ASCII.</exception>
    internal static void CheckToken(string value, string name)
    {
        if (value is null or "" || value.Length > MaxChars || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw Invalid(name, $"must be 1 to {MaxChars} visible ASCII characters without white space");
        }
    }

    /// <exception cref="ArgumentException">Empty, too long, or anything but printable ASCII.</exception>
    internal static void CheckText(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > MaxChars || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw Invalid(name, $"must be 1 to {MaxChars} printable ASCII characters");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">Outside the bounds.</exception>
    internal static void CheckRange<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
        }
    }

    /// <summary>The error about a value; the value itself is not in it.</summary>
    internal static ArgumentException Invalid(string name, string what) => new($"{name} {what}.", name);
}
