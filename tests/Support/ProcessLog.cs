namespace Signalbox.Tests.Support;

/// <summary>The lines that a process printed, and who waits for one.</summary>
internal sealed class ProcessLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal string Text
    {
        get
        {
            lock (_lock)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    internal void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _lines.Add(line);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal async Task<string> WaitAsync(string text, int times)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var found = _lines.Where(line => line.Contains(text, StringComparison.Ordinal)).Skip(times - 1).FirstOrDefault();
                if (found is not null)
                {
                    return found;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }
}
