using Spectre.Console;

namespace Signalbox.Output;

/// <summary>Where a command reads and writes. Results go to standard output; progress, notes and faults to standard error.</summary>
internal sealed class Terminal
{
    private const int UnbrokenWidth = 10_000;

    /// <summary>Answers to questions.</summary>
    internal required TextReader In { get; init; }

    /// <summary>Results.</summary>
    internal required TextWriter Out { get; init; }

    /// <summary>Results that are bytes. Not to be mixed with <see cref="Out"/> before that is flushed.</summary>
    internal required Func<Stream> OpenOut { get; init; }

    /// <summary>Everything else.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Whether somebody can be asked.</summary>
    internal bool CanAsk { get; init; }

    /// <summary>Whether results are read by a person: tables then, plain lines otherwise.</summary>
    internal bool IsOutScreen { get; init; }

    /// <summary>Whether progress is seen by a person.</summary>
    internal bool IsErrorScreen { get; init; }

    /// <summary>Whether colours are wanted: https://no-color.org.</summary>
    internal bool HasColour { get; init; }

    /// <summary>The process's own.</summary>
    internal static Terminal OfProcess(Func<string, string?> environment) => new()
    {
        In = Console.In,
        Out = Console.Out,
        OpenOut = Console.OpenStandardOutput,
        Error = Console.Error,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        IsOutScreen = !Console.IsOutputRedirected,
        IsErrorScreen = !Console.IsErrorRedirected,
        HasColour = string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") is not "dumb",
    };

    /// <summary>A screen for tables. A row that is too long goes on in the next line, where the terminal breaks it: an id that a table cuts in two cannot be copied.</summary>
    internal IAnsiConsole OutScreen()
    {
        var screen = Screen(Out, IsOutScreen);
        screen.Profile.Width = UnbrokenWidth;
        return screen;
    }

    /// <summary>A screen for progress.</summary>
    internal IAnsiConsole ErrorScreen() => Screen(Error, IsErrorScreen);

    /// <summary>Writes bytes as they are.</summary>
    internal async Task WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await using var stream = OpenOut();
        await stream.WriteAsync(bytes, cancellationToken);
    }

    private IAnsiConsole Screen(TextWriter writer, bool isScreen) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = isScreen ? AnsiSupport.Detect : AnsiSupport.No,
        ColorSystem = isScreen && HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isScreen ? InteractionSupport.Detect : InteractionSupport.No,
    });
}
