using System.CommandLine;
using Signalbox.Connection;

namespace Signalbox.Output;

/// <summary>The option <c>--limit</c>, and the note that a list was longer.</summary>
internal static class Limits
{
    private const int Most = 1_000_000;

    internal static Option<int> Option(int usual) => Bounded("--limit", $"The most items to show, up to {Most}.", usual, 1, Most);

    /// <summary>A number with both its ends included.</summary>
    internal static Option<int> Bounded(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual, HelpName = "N" };
        Require(option, value => value >= least && value <= most, $"{name} must be from {least} to {most}.");
        return option;
    }

    /// <summary>Refuses values that are no use. What is not even a value is the parser's to refuse.</summary>
    internal static void Require<T>(Option<T> option, Func<T, bool> holds, string fault) => option.Validators.Add(result =>
    {
        T? value;
        try
        {
            value = result.GetValueOrDefault<T>();
        }
        catch (InvalidOperationException)
        {
            return;
        }

        if (result.Tokens.Count > 0 && !holds(value!))
        {
            result.AddError(fault);
        }
    });

    /// <summary>Tells people that there is more. Scripts see that they got as many as they asked for.</summary>
    internal static void Note(Session session, bool more, int limit)
    {
        if (more && !session.Json)
        {
            session.Terminal.Error.WriteLine($"The first {limit}; there are more (--limit).");
        }
    }
}
