# completions of my-tool for fish
complete -c my-tool -f
complete -c my-tool -n __fish_use_subcommand -s V -l version -d 'print the version'
complete -c my-tool -n __fish_use_subcommand -s h -l help -d 'display help for command'
complete -c my-tool -n __fish_use_subcommand -a go -d 'go there, it\'s [far]: now'
complete -c my-tool -n __fish_use_subcommand -a read -d 'read'
complete -c my-tool -n __fish_use_subcommand -a help -d 'display help for command'
complete -c my-tool -n '__fish_seen_subcommand_from go' -s p -l pace -r -f -a 'slow fast' -d 'how fast'
complete -c my-tool -n '__fish_seen_subcommand_from go' -l map -r -F -d 'a map'
complete -c my-tool -n '__fish_seen_subcommand_from go' -l note -r -f -d 'a note'
complete -c my-tool -n '__fish_seen_subcommand_from go' -l dry -d 'only say'
complete -c my-tool -n '__fish_seen_subcommand_from go' -s h -l help -d 'display help for command'
complete -c my-tool -n '__fish_seen_subcommand_from go' -f -a 'home away'
complete -c my-tool -n '__fish_seen_subcommand_from read' -s h -l help -d 'display help for command'
complete -c my-tool -n '__fish_seen_subcommand_from read' -F
complete -c my-tool -n '__fish_seen_subcommand_from help' -f -a 'go read'
