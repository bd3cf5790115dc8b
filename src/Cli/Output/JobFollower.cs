using System.Text.Json;
using Signalbox.Connection;

namespace Signalbox.Output;

/// <summary>Tells how far a job of the server is until it ends, through the server's absences.</summary>
/// <param name="session">Where to tell it.</param>
/// <param name="client">The server.</param>
/// <param name="name">What such a job is called, for example <c>Replay</c>.</param>
/// <param name="path">Where it is read: <c>v1/replays/rp_1</c>.</param>
/// <param name="id">Its id.</param>
internal abstract class JobFollower(Session session, SignalboxClient client, string name, string path, string id)
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private string? _told;
    private string? _fault;
    private bool _isAway;

    /// <summary>How to follow it again, and to end it.</summary>
    protected abstract string Afterwards { get; }

    /// <summary>Follows it to its end.</summary>
    /// <param name="job">How it is now.</param>
    /// <param name="cancellationToken">Ends the following, not the job.</param>
    internal async Task<CommandExit> RunAsync(JsonElement job, CancellationToken cancellationToken)
    {
        try
        {
            while (State(job) == "running")
            {
                Tell(job);
                await Task.Delay(PollInterval, session.Time, cancellationToken);
                job = await TryReadAsync(cancellationToken) ?? job;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await session.Terminal.Error.WriteLineAsync($"{name} {id} goes on in the server. {Afterwards}");
            return CommandExit.Interrupted;
        }

        await session.Terminal.Error.WriteLineAsync($"{name} {id} is {State(job)}.");
        return ShowEnd(session, job);
    }

    /// <summary>What state a job, or a part of it, is in.</summary>
    protected static string? State(JsonElement job) => job.GetProperty("state").GetString();

    /// <summary>How far it is, in a line; told when it differs from the line before.</summary>
    protected abstract string Progress(JsonElement job);

    /// <summary>Writes how it ended as a result.</summary>
    protected abstract CommandExit ShowEnd(Session session, JsonElement job);

    private async Task<JsonElement?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetAsync(path, cancellationToken);
            if (_isAway)
            {
                _isAway = false;
                await session.Terminal.Error.WriteLineAsync("The server answers again.");
            }

            return answer.Json;
        }
        catch (CommandFault fault) when (fault.Exit is CommandExit.Unreachable or CommandExit.Failed)
        {
            if (!_isAway)
            {
                _isAway = true;
                await session.Terminal.Error.WriteLineAsync($"{fault.Message} Waiting for it.");
            }

            return null;
        }
    }

    private void Tell(JsonElement job)
    {
        var progress = Progress(job);
        if (progress != _told)
        {
            session.Terminal.Error.WriteLine(progress);
            _told = progress;
        }

        var fault = job.GetProperty("fault").GetString();
        if (fault is not null && fault != _fault)
        {
            session.Terminal.Error.WriteLine($"It does not get on, and tries again: {Printable.Of(fault)}");
        }

        _fault = fault;
    }
}
