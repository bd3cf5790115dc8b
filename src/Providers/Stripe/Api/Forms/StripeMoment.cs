namespace Signalbox.Providers.Stripe.Api;

/// <summary>A time that Stripe also takes as a word. Which words a parameter takes, it says itself.</summary>
public sealed record StripeMoment
{
    private StripeMoment(string text) => Text = text;

    /// <summary>When Stripe carries the call out.</summary>
    public static StripeMoment Now { get; } = new("now");

    /// <summary>What it was before.</summary>
    public static StripeMoment Unchanged { get; } = new("unchanged");

    /// <summary>No time any more: takes back what was set.</summary>
    public static StripeMoment None { get; } = new("");

    /// <summary>As it is sent.</summary>
    internal string Text { get; }

    /// <summary>A time of the calendar, cut to whole seconds.</summary>
    public static StripeMoment At(DateTimeOffset time) => new(time.ToUnixTimeSeconds().ToString(provider: null));
}
