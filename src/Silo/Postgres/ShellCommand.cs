using System.Diagnostics;
using Signalbox.Hosting;

namespace Signalbox.Postgres;

/// <summary>Runs a program of the system to its end. It sees nothing of this process's environment, which may hold secrets.</summary>
internal static class ShellCommand
{
    /// <summary>What a program answered.</summary>
    /// <param name="Code">Its exit code.</param>
    /// <param name="Output">What it wrote to standard output and, behind it, to standard error.</param>
    internal readonly record struct Result(int Code, string Output)
    {
        internal bool Succeeded => Code == 0;
    }

    internal static async Task<Result> RunAsync(IEnumerable<string> command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, output.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>For programs that end at once and write little.</summary>
    internal static Result Run(params IEnumerable<string> command)
    {
        using var process = Start(command);
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new Result(process.ExitCode, output.Trim());
    }

    /// <summary>The start of a program with nothing of ours but the path and a plain locale.</summary>
    internal static ProcessStartInfo Prepare(IEnumerable<string> command)
    {
        var parts = command.ToArray();
        var start = new ProcessStartInfo(Locate(parts[0]), parts[1..]) { WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>
    /// Finds a program on the path. Process.Start would look in the current folder first, where anybody may have put a file of that name
    /// (the root of this repository has one called 'test').
    /// </summary>
    private static string Locate(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return program;
        }

        var folders = SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new StartupException(ExitCode.Database, $"The embedded PostgreSQL needs the program '{program}', which is not on the path ({SearchPath}).");
    }

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? path : "/usr/sbin:/usr/bin:/sbin:/bin";

    private static Process Start(IEnumerable<string> command)
    {
        var start = Prepare(command);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return Process.Start(start)!;
    }
}
