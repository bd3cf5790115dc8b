namespace Signalbox.Sources;

/// <summary>Runs one loop for each account, each by itself: those of new accounts begin, those of accounts that are gone end.</summary>
internal static class AccountLoops
{
    /// <summary>Goes on until it is stopped; then all loops have ended.</summary>
    /// <param name="accounts">The accounts that there are now.</param>
    /// <param name="changedAsync">Completes when there may be others than at the call.</param>
    /// <param name="repeatAsync">The loop of an account, up to its cancellation.</param>
    /// <param name="stoppingToken">Stops.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static async Task RunAsync(
        Func<IReadOnlyList<string>> accounts, Func<CancellationToken, Task> changedAsync, Func<string, CancellationToken, Task> repeatAsync, CancellationToken stoppingToken)
    {
        var running = new Dictionary<string, Loop>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                var changed = changedAsync(stoppingToken);
                var wanted = accounts();
                foreach (var gone in running.Keys.Except(wanted, StringComparer.Ordinal).ToList())
                {
                    await running[gone].EndAsync();
                    running.Remove(gone);
                }

                foreach (var account in wanted.Where(account => !running.ContainsKey(account)))
                {
                    running[account] = new Loop(token => repeatAsync(account, token), stoppingToken);
                }

                await changed;
            }
        }
        finally
        {
            await Task.WhenAll(running.Values.Select(static loop => loop.EndAsync()));
        }
    }

    private sealed class Loop
    {
        private readonly CancellationTokenSource _stop;
        private readonly Task _task;

        internal Loop(Func<CancellationToken, Task> repeatAsync, CancellationToken stoppingToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            _task = repeatAsync(_stop.Token);
        }

        internal async Task EndAsync()
        {
            await _stop.CancelAsync();
            try
            {
                await _task;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // As it was asked to.
            }
            finally
            {
                _stop.Dispose();
            }
        }
    }
}
